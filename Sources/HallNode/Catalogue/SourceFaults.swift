import Tiers

/// Faults that every format has.
struct SourceFaults {
    /// The file as the caller named it.
    let file: String

    func fault(line: Int?, field: String? = nil, value: String? = nil, _ message: Bilingual, hint: Bilingual) -> Fault {
        Fault(file: file, line: line, field: field, value: value, message: message, hint: hint)
    }

    /// The fault of a file above the size that is read, nil for another.
    func size(_ bytes: Int) -> Fault? {
        guard bytes > SourceLimits.bytesMax else { return nil }
        return fault(
            line: nil, value: String(bytes), Bilingual(en: "the file has \(bytes) bytes", zh: "文件共 \(bytes) 字节，过大"),
            hint: Bilingual(en: "at most 10 MB: split it", zh: "不得超过 10 MB，请拆分"))
    }

    func tooDeep(line: Int) -> Fault {
        fault(
            line: line, Bilingual(en: "lists and groups are nested too deeply", zh: "嵌套层次过深"),
            hint: Bilingual(en: "at most \(SourceLimits.depthMax) deep", zh: "不得超过 \(SourceLimits.depthMax) 层"))
    }

    func tooMany(line: Int) -> Fault {
        fault(
            line: line, Bilingual(en: "the file has too many values", zh: "文件内容项过多"),
            hint: Bilingual(en: "split it", zh: "请拆分文件"))
    }

    /// Said last, in the place of all further ones.
    func more(line: Int) -> Fault {
        fault(
            line: line, Bilingual(en: "faults from here on are not named", zh: "此后的问题不再列出"),
            hint: Bilingual(en: "correct these first; is it the right file?", zh: "请先改正以上问题，并核对文件是否正确"))
    }

    func empty() -> Fault {
        fault(
            line: nil, Bilingual(en: "there is nothing in the file", zh: "文件为空"),
            hint: Bilingual(en: "see an example with hall matter publish --help", zh: "示例见 hall matter publish --help"))
    }

    /// The text of bytes that should be UTF-8, without a mark at its beginning, or the fault with the line of the first
    /// byte that is not.
    func text(_ bytes: [UInt8]) -> Result<String, Fault> {
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        if let text = String(validating: body, as: UTF8.self) { return .success(text) }
        return .failure(
            fault(
                line: lineOfBadByte(body), Bilingual(en: "this is not UTF-8", zh: "文件不是 UTF-8 编码"),
                hint: Bilingual(en: "save the file with the encoding UTF-8", zh: "请以 UTF-8 编码另存")))
    }

    private func lineOfBadByte(_ bytes: ArraySlice<UInt8>) -> Int {
        var line = 1
        for part in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            if String(validating: part, as: UTF8.self) == nil { return line }
            line += 1
        }
        return line
    }
}
