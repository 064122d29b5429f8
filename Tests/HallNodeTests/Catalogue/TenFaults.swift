/// A file with ten different faults, one a matter; the first matter is sound.
enum TenFaults {
    static let yaml = """
        - code: A-01
          name: 正确
          type: "01"
          caseType: immediate
          decidedBy: {tier: county}
          acceptedAt: [county]
          basis: 《测试条例》第一条
          effectiveFrom: 2026-01-01
          materials: []
          steps: [window]
        - code: A-02
          name: 缺少字段
          type: "01"
          caseType: immediate
          decidedBy: {tier: county}
          acceptedAt: [county]
          effectiveFrom: 2026-01-01
          materials: []
          steps: [window]
        - code: A-03
          name: 未知字段
          type: "01"
          caseType: immediate
          decidedBy: {tier: county}
          acceptedAt: [county]
          basis: 《测试条例》第一条
          effectiveFrom: 2026-01-01
          materials: []
          steps: [window]
          promiseDays: 3
        - code: A-04
          name: 未知词
          type: "01"
          caseType: sometimes
          decidedBy: {tier: county}
          acceptedAt: [county]
          basis: 《测试条例》第一条
          effectiveFrom: 2026-01-01
          materials: []
          steps: [window]
        - code: A-05
          name: 类型错误
          type: "01"
          caseType: immediate
          decidedBy: {tier: county}
          acceptedAt: county
          basis: 《测试条例》第一条
          effectiveFrom: 2026-01-01
          materials: []
          steps: [window]
        - code: A-01
          name: 编码重复
          type: "01"
          caseType: immediate
          decidedBy: {tier: county}
          acceptedAt: [county]
          basis: 《测试条例》第一条
          effectiveFrom: 2026-01-01
          materials: []
          steps: [window]
        - code: P-01
          name: 别人的编码
          type: "01"
          caseType: immediate
          decidedBy: {tier: county}
          acceptedAt: [county]
          basis: 《测试条例》第一条
          effectiveFrom: 2026-01-01
          materials: []
          steps: [window]
        - code: A-08
          name: 承诺过长
          type: "01"
          caseType: immediate
          decidedBy: {tier: county}
          acceptedAt: [county]
          basis: 《测试条例》第一条
          effectiveFrom: 2026-01-01
          materials: []
          steps: [window]
          statutoryDays: 20
          promisedDays: 30
        - code: A-09
          name: 日期错误
          type: "01"
          caseType: immediate
          decidedBy: {tier: county}
          acceptedAt: [county]
          basis: 《测试条例》第一条
          effectiveFrom: 2026-02-30
          materials: []
          steps: [window]
        - code: A-10
          name: ""
          type: "01"
          caseType: immediate
          decidedBy: {tier: county}
          acceptedAt: [county]
          basis: 《测试条例》第一条
          effectiveFrom: 2026-01-01
          materials: []
          steps: [window]
        - code: A-11
          name: 缺少层级
          type: "01"
          caseType: immediate
          decidedBy: {department: dkj}
          acceptedAt: [county]
          basis: 《测试条例》第一条
          effectiveFrom: 2026-01-01
          materials: []
          steps: [window]
        """

    /// Line and field of each, in the order of the file.
    static let expected = [
        "11 basis",
        "30 promiseDays",
        "34 caseType",
        "46 acceptedAt",
        "51 code",
        "61 code",
        "82 promisedDays",
        "90 effectiveFrom",
        "94 name",
        "107 decidedBy.tier",
    ]
}
