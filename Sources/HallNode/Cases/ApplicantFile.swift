public import Tiers

/// Reads the file about an applicant: every fault with its line, readings (2) and rules (3) alike.
public enum ApplicantFile {
    /// Longest file, in bytes.
    public static let bytesMax = 100_000

    /// The applicant of a JSON file.
    ///
    /// - Parameter today: nobody is born after it.
    public static func read(_ bytes: [UInt8], file: String, today: CivilDate) throws(HallError) -> Applicant {
        let (root, broken) = JSONSource.read(bytes, file: file)
        guard let root else { throw failed(broken) }
        let (applicant, faults) = ApplicantReader.read(root, file: file, today: today)
        let all = broken + faults
        guard let applicant, all.isEmpty else { throw failed(all) }
        return applicant
    }

    private static func failed(_ faults: [Fault]) -> HallError {
        HallError(
            .applicantFile,
            Bilingual(en: "the applicant's file has \(faults.count) fault(s)", zh: "申请人文件有 \(faults.count) 处问题"),
            hint: Bilingual(en: "mend each line named below", zh: "请按下列各行修改"),
            exit: Fault.exitStatus(of: faults) == 2 ? .unreadable : .refused, faults: faults)
    }
}
