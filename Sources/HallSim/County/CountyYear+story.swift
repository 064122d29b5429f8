import Tiers

/// What a violation is looked into with: the script of its case, and the cards that the oracle expects of it.
extension CountyYear {
    /// Stories that are told of a year that is wrong.
    private static let toldMax = 3

    /// A case of which something does not hold.
    func blame(_ index: Int?) {
        guard let index, outcome.stories[index] == nil, outcome.stories.count < CountyYear.toldMax else { return }
        outcome.stories[index] = story(of: index)
    }

    /// The lines of a script, with the days on which nobody's time runs, and then its cards.
    func story(of index: Int) -> [String] {
        let story = stories[index]
        let acts = story.acts.map { act in
            let minute = act.time / 60_000
            let late = act.happened.map { " (truly \(halls.days.date($0.day).text))" } ?? ""
            return "\(halls.days.date(act.day).text) \(minute / 60):\(minute % 60) \(halls.id(act.place)) "
                + "\(act.person.rawValue) \(act.deed) → \(act.stage.rawValue) at \(halls.id(act.holder))\(late)"
        }
        let stops = story.stops.map { from, through in
            "the clock stands from \(halls.days.date(from).text) through \(halls.days.date(through).text)"
        }
        let cards = (book.cards[index] ?? []).map { card in
            "\(halls.days.date(card.issued).text) \(card.name) about \(halls.id(card.place))"
        }
        return ["\(story.matter.rawValue) \(numbers[index] ?? "without a number")"] + acts + stops + cards
            + cuts(during: story)
    }

    /// When the lines were down over which something of a case had to go.
    private func cuts(during story: CountyCase) -> [String] {
        guard let first = story.acts.first?.day, let last = story.acts.last?.day else { return [] }
        return story.halls(halls, until: last).sorted().flatMap { place in
            halls.cuts[place].filter { $0.from <= last && first <= $0.back }.map { cut in
                "the line of \(halls.id(place)) is down from \(halls.days.date(cut.from).text), and back on "
                    + halls.days.date(cut.back).text
            }
        }
    }
}
