import Foundation

/// Events of a benchmark: JSON of about the asked size that compresses as real ones do, about 3.4 : 1 in bulk; not
/// zeros.
struct Workload: Sendable {
    /// Bytes of one event.
    let size: Int
    /// Events in one commit.
    let perCommit: Int

    private static let words = [
        "申请人", "受理", "窗口", "材料", "审核", "意见", "同意", "补正", "兴国县", "潋江镇", "不动产", "登记", "经办",
        "复印件", "原件", "核对", "无误", "请", "领导", "批示", "已", "转", "上级", "部门", "办理", "办结",
    ]

    /// The content of one commit: a JSON array of events. The same number gives the same content.
    func content(_ number: Int) -> [UInt8] {
        var state = UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15 | 1
        func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
        var text = "["
        for event in 0..<perCommit {
            if event > 0 { text += "," }
            let start = text.utf8.count
            let at = 1_767_225_600_000 + number * 1_000 + event
            text += #"{"at":\#(at),"id":"\#(String(next(), radix: 36))","note":""#
            while text.utf8.count - start < size - 24 {
                text += Workload.words[Int(next() % UInt64(Workload.words.count))]
                if next() % 4 == 0 { text += String(next() % 100_000) }
            }
            text += #"","n":\#(event)}"#
        }
        return Array((text + "]").utf8)
    }
}
