/// 王某's licence for processing minerals, a matter of the sample catalogue: filed at a county, decided by the city.
enum Licence {
    static let matter = "JX-3607-KCP-01"
    static let form = "矿产品加工资格证申请登记表"
    static let notice = "企业名称预先核准通知书"

    /// Files it at a county's window with everything on paper. Gives the number.
    static func open(at county: TestHall, applicant: String, _ more: [String] = []) async throws -> String {
        let words = ["case", "open", "--matter", matter, "--applicant", applicant, "--paper", form, "--paper", notice]
        let opened = try await county.run(words + more)
        guard let number = opened["number"].text else { throw TestFailure("no number: \(opened)") }
        return number
    }
}
