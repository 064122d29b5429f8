public import Tiers
import Yams

/// Reads YAML into a tree with lines. All scalars stay text; only a plain `null` or `~`, or nothing, is nothing.
/// Anchors and aliases are refused: in a list that people publish, each matter says what it says where it stands.
public enum YAMLSource {
    /// Reads one document.
    ///
    /// - Parameters:
    ///   - bytes: the file, UTF-8, at most 10 MB.
    ///   - file: the file as the caller named it; it stands in every fault.
    /// - Returns: the tree, nil where there are faults, and the faults in the order of the file.
    public static func read(_ bytes: [UInt8], file: String) -> (root: SourceNode?, faults: [Fault]) {
        let faults = SourceFaults(file: file)
        if let fault = faults.size(bytes.count) { return (nil, [fault]) }
        let text: String
        switch faults.text(bytes) {
        case .failure(let fault): return (nil, [fault])
        case .success(let found): text = found
        }
        if let line = YAMLBrackets.lineOfExcess(in: text) { return (nil, [faults.tooDeep(line: line)]) }
        if let line = YAMLAliasCount.lineOfExcess(in: text) { return (nil, [YAMLTree.alias(faults, line: line)]) }
        return DeepStack.run { parsed(text, faults) } ?? (nil, [faults.empty()])
    }

    private static func parsed(_ text: String, _ faults: SourceFaults) -> (root: SourceNode?, faults: [Fault]) {
        do {
            let parser = try Parser(yaml: text, encoding: .utf8)
            // The parser owns the anchors, nodes only point to them: without it every node would seem to have none.
            return try withExtendedLifetime(parser) {
                guard let node = try parser.singleRoot() else { return (nil, [faults.empty()]) }
                var tree = YAMLTree(faults: faults)
                let root = tree.node(node, depth: 1)
                let found = tree.found.sorted { ($0.line ?? 0) < ($1.line ?? 0) }
                return found.isEmpty ? (root, []) : (nil, found)
            }
        } catch {
            return (nil, [YAMLBroken.fault(error, text: text, faults: faults)])
        }
    }
}

/// Turns what the parser gives into the neutral tree.
private struct YAMLTree {
    let faults: SourceFaults
    var found: [Fault] = []
    private var nodes = 0

    init(faults: SourceFaults) { self.faults = faults }

    static func alias(_ faults: SourceFaults, line: Int) -> Fault {
        faults.fault(
            line: line, Bilingual(en: "anchors (&) and aliases (*) are not read here", zh: "不支持锚点（&）和别名（*）"),
            hint: Bilingual(en: "write the text out where it is needed, or put it in quotes", zh: "请直接写出内容；若是普通文本请加引号"))
    }

    /// An anchored node, and so every alias, which the parser has replaced by its node, is refused before it is
    /// entered: a small file of aliases may stand for a tree without end.
    mutating func node(_ node: Node, depth: Int) -> SourceNode? {
        let line = node.mark?.line ?? 1
        nodes += 1
        guard nodes <= SourceLimits.nodesMax else {
            if nodes == SourceLimits.nodesMax + 1 { found.append(faults.tooMany(line: line)) }
            return nil
        }
        guard depth <= SourceLimits.depthMax else {
            found.append(faults.tooDeep(line: line))
            return nil
        }
        guard found.count < SourceLimits.faultsMax else {
            if found.count == SourceLimits.faultsMax { found.append(faults.more(line: line)) }
            return nil
        }
        guard node.anchor == nil else {
            found.append(YAMLTree.alias(faults, line: line))
            return nil
        }
        switch node {
        case .alias:
            found.append(YAMLTree.alias(faults, line: line))
            return nil
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain
            if isPlain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) {
                return SourceNode(line: line, value: .null)
            }
            return SourceNode(line: line, value: .scalar(scalar.string, quoted: !isPlain))
        case .sequence(let sequence):
            return SourceNode(line: line, value: .list(sequence.compactMap { self.node($0, depth: depth + 1) }))
        case .mapping(let mapping):
            return SourceNode(line: line, value: .map(mapping.compactMap { field($0.key, $0.value, depth: depth) }))
        }
    }

    private mutating func field(_ key: Node, _ value: Node, depth: Int) -> SourceNode.Field? {
        let line = key.mark?.line ?? 1
        guard key.anchor == nil, case .scalar(let name) = key else {
            found.append(
                faults.fault(
                    line: line, Bilingual(en: "a field's name is one plain word here", zh: "字段名应为单个词"),
                    hint: Bilingual(en: "write NAME: VALUE", zh: "请写成 字段: 值")))
            return nil
        }
        guard let value = node(value, depth: depth + 1) else { return nil }
        return SourceNode.Field(name: name.string, line: line, value: value)
    }
}
