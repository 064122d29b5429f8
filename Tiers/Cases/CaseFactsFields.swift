/// Writes the fields of the facts; the caller keeps the tags ascending.
struct FactsWriter {
    private(set) var bytes: [UInt8]

    init(version: UInt8) { bytes = [version] }

    mutating func number(_ tag: CaseFactsCodec.Tag, _ value: UInt64) { field(tag, varint(value)) }

    mutating func numbers(_ tag: CaseFactsCodec.Tag, _ values: [UInt64]) { field(tag, values.flatMap(varint)) }

    mutating func signed(_ tag: CaseFactsCodec.Tag, _ value: Int64?) {
        if let value { field(tag, varint(zigzag(value))) }
    }

    mutating func text(_ tag: CaseFactsCodec.Tag, _ value: String?) {
        if let value { field(tag, Array(value.utf8)) }
    }

    mutating func limit(_ tag: CaseFactsCodec.Tag, _ value: Limit?) {
        guard let value else { return }
        field(tag, varint(value.unit == .working ? 1 : 2) + varint(UInt64(value.days)))
    }

    mutating func count(_ tag: CaseFactsCodec.Tag, _ value: StepCount) { field(tag, [value.total, value.passed]) }

    mutating func stops(_ stops: [ClockStop]) {
        guard !stops.isEmpty else { return }
        let values = stops.flatMap { stop in
            varint(zigzag(stop.from.daysSince1970)) + varint(zigzag(stop.through.daysSince1970))
        }
        field(.stops, values)
    }

    private mutating func field(_ tag: CaseFactsCodec.Tag, _ value: [UInt8]) {
        bytes.append(tag.rawValue)
        bytes += varint(UInt64(value.count))
        bytes += value
    }
}

/// The fields of the facts, cut apart. Every question answers with a well-formed value or nil.
struct FactsReader {
    private var values: [UInt8: ArraySlice<UInt8>] = [:]

    /// Nil for another version, tags that do not ascend, a length beyond the end or one that is not in shortest form.
    init?(_ bytes: [UInt8], version: UInt8) {
        guard bytes.first == version else { return nil }
        var rest = bytes.dropFirst()
        var last: UInt8 = 0
        while let tag = rest.popFirst() {
            guard tag > last, let length = takeVarint(&rest), length <= UInt64(rest.count) else { return nil }
            last = tag
            values[tag] = rest.prefix(Int(length))
            rest = rest.dropFirst(Int(length))
        }
    }

    func has(_ tag: CaseFactsCodec.Tag) -> Bool { values[tag.rawValue] != nil }

    func number(_ tag: CaseFactsCodec.Tag) -> UInt64? {
        guard var rest = values[tag.rawValue], let value = takeVarint(&rest), rest.isEmpty else { return nil }
        return value
    }

    /// Numbers one after the other, at most 8; nil where they are not well-formed.
    func numbers(_ tag: CaseFactsCodec.Tag) -> [UInt64]? {
        guard var rest = values[tag.rawValue] else { return nil }
        var numbers: [UInt64] = []
        while !rest.isEmpty {
            guard numbers.count < 8, let value = takeVarint(&rest) else { return nil }
            numbers.append(value)
        }
        return numbers
    }

    func signed(_ tag: CaseFactsCodec.Tag) -> Int64? { number(tag).map(unzigzag) }

    func day(_ tag: CaseFactsCodec.Tag) -> CivilDate? { signed(tag).flatMap(boundedDay) }

    func text(_ tag: CaseFactsCodec.Tag) -> String? {
        guard let value = values[tag.rawValue], !value.isEmpty else { return nil }
        return String(validating: value, as: UTF8.self)
    }

    func hall(_ tag: CaseFactsCodec.Tag) -> HallID? { text(tag).flatMap(HallID.init) }

    func limit(_ tag: CaseFactsCodec.Tag) -> Limit? {
        guard var rest = values[tag.rawValue], let unit = takeVarint(&rest), let days = takeVarint(&rest), rest.isEmpty,
            unit == 1 || unit == 2
        else { return nil }
        return Limit(days: Int(clamping: days), unit: unit == 1 ? .working : .natural)
    }

    func count(_ tag: CaseFactsCodec.Tag) -> StepCount? {
        guard let value = values[tag.rawValue], value.count == 2, let total = value.first, let passed = value.last,
            total <= CaseLimits.steps, passed <= total
        else { return nil }
        return StepCount(total: total, passed: passed)
    }

    func stops(_ tag: CaseFactsCodec.Tag) -> [ClockStop]? {
        guard var rest = values[tag.rawValue] else { return nil }
        var stops: [ClockStop] = []
        while !rest.isEmpty {
            guard stops.count < CaseLimits.clockStops,
                let from = takeVarint(&rest).map(unzigzag).flatMap(boundedDay),
                let through = takeVarint(&rest).map(unzigzag).flatMap(boundedDay),
                let stop = ClockStop(from: from, through: through)
            else { return nil }
            stops.append(stop)
        }
        return stops
    }
}

/// A day within ten thousand years of 1970; nothing else is a day on which a hall worked.
private func boundedDay(_ days: Int64) -> CivilDate? {
    (-3_650_000...3_650_000).contains(days) ? CivilDate(daysSince1970: days) : nil
}

private func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: (value << 1) ^ (value >> 63)) }

private func unzigzag(_ value: UInt64) -> Int64 { Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }

private func varint(_ value: UInt64) -> [UInt8] {
    var rest = value
    var bytes: [UInt8] = []
    while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
    }
    bytes.append(UInt8(rest))
    return bytes
}

/// Takes one number from the front; nil if it is cut off, too large or not in its shortest form.
private func takeVarint(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while let byte = bytes.popFirst() {
        let part = UInt64(byte & 0x7F)
        guard shift < 63 || part <= 1 else { return nil }
        value |= part << shift
        if byte & 0x80 == 0 { return byte == 0 && shift > 0 ? nil : value }
        shift += 7
        guard shift <= 63 else { return nil }
    }
    return nil
}
