extension QRCode {
    /// Light modules that must stand around a code.
    static let quiet = 4

    /// The code as a drawing within the page, with its quiet zone. Nothing but numbers goes into the markup.
    var markup: Markup {
        var path = ""
        for y in 0..<size {
            var x = 0
            while x < size {
                guard isDark(x: x, y: y) else {
                    x += 1
                    continue
                }
                let start = x
                while isDark(x: x, y: y) { x += 1 }
                path += "M\(start) \(y)h\(x - start)v1h-\(x - start)z"
            }
        }
        let side = size + 2 * QRCode.quiet
        return Markup(
            stringLiteral: """
                <svg class="qr" viewBox="-\(QRCode.quiet) -\(QRCode.quiet) \(side) \(side)" \
                shape-rendering="crispEdges"><path d="\(path)"/></svg>
                """)
    }
}
