/// A matter of the province beside those of the sample catalogue.
enum SampleMatter {
    static let code = "JX-GT-900"

    static let yaml = """
        - code: JX-GT-900
          name: 用地预审
          type: "01"
          caseType: report-up
          decidedBy: {tier: province}
          acceptedAt: [city]
          statutoryDays: 20
          basis: 《中华人民共和国土地管理法》
          effectiveFrom: 2026-01-01
          preReview: [window, section, head]
          steps: [window]
          materials:
            - {name: 申请表, required: true}
          fees: []
        """
}
