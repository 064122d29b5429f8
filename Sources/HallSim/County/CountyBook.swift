import Tiers

/// What the score books must say: sums over the oracle's cards.
struct CountyBook {
    let halls: CountyHalls
    let stories: [CountyCase]
    /// All cards, by case.
    let cards: [Int: [CountyCard]]

    /// What is taken from a unit of a hall's book in a month: hundredths of a point, and by how many lines.
    struct Sum: Equatable {
        var points = 0
        var lines = 0
    }

    /// The sums of a hall's book for a month as it is closed in the evening of a day; units from which nothing was
    /// taken are left out.
    func sums(of book: Int, _ month: ScoreMonth, closed day: Int) -> [ScoreUnit: Sum] {
        var sums: [ScoreUnit: Sum] = [:]
        for own in cards.values {
            for card in own where card.place == book || halls.superior(card.place) == book {
                guard let points = points(card, own, in: month) else { continue }
                for unit in units(card, in: book, on: day) {
                    sums[unit, default: Sum()].points += points
                    sums[unit, default: Sum()].lines += 1
                }
            }
        }
        return sums
    }

    /// A card counts in the month of its issue; one that is taken back before that month is closed does not, and one
    /// that is taken back later is given back in that later month. A red card costs what the yellow one has not.
    private func points(_ card: CountyCard, _ own: [CountyCard], in month: ScoreMonth) -> Int? {
        let milder = own.contains {
            $0.name.sequence == card.name.sequence && $0.name.rule == card.name.rule && $0.name.colour == .yellow
                && $0.place == card.place
        }
        let cost = card.points.hundredths - (card.name.colour == .red && milder ? 100 : 0)
        guard cost > 0 else { return nil }
        let issued = halls.days.month(card.issued)
        guard let revoked = card.revoked else { return issued == month ? cost : nil }
        let closing = CountyBook.closing(issued, halls.days)
        if revoked <= closing { return nil }
        if issued == month { return cost }
        return halls.days.month(revoked) == month ? -cost : nil
    }

    /// The day in whose evening a month is closed: the first of the next one.
    static func closing(_ month: ScoreMonth, _ days: CountyDays) -> Int {
        (0...days.count).first { days.month($0) > month } ?? days.count
    }

    /// Against whom a card counts: the hall; in its own book also the section and the person who went on with the case
    /// after the breach began, or else was the last to do something; what a text lacks, its writer.
    private func units(_ card: CountyCard, in book: Int, on day: Int) -> [ScoreUnit] {
        guard let id = HallID(halls.id(card.place)) else { return [] }
        guard card.place == book else { return [.hall(id)] }
        // The last month is closed a day after the last act that is done.
        let last = min(day, halls.days.count - 1)
        let own = stories[card.index].acts.filter { act in
            act.place == book && act.sequence > 0 && act.day <= last && act.deed != .supplement
        }
        let sequence = Int(card.name.sequence)
        let writer = card.name.rule.kind == .content ? own.first { $0.sequence == sequence } : nil
        guard let person = (writer ?? own.first { $0.sequence > sequence } ?? own.last)?.person else {
            return [.hall(id)]
        }
        return [.hall(id), .section(person.section), .staff(person.rawValue)]
    }
}
