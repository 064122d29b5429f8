/// What is to happen, by time and, at one time, in the order in which it was planned: a heap.
struct EventQueue {
    private struct Event {
        var at: Int64
        var number: UInt64
        var run: () throws -> Void

        func isBefore(_ other: Event) -> Bool { (at, number) < (other.at, other.number) }
    }

    private var heap: [Event] = []
    private var number: UInt64 = 0

    /// When the next event is; nil if there is none.
    var next: Int64? { heap.first?.at }

    /// Plans an event.
    mutating func add(at time: Int64, _ run: @escaping () throws -> Void) {
        number += 1
        heap.append(Event(at: time, number: number, run: run))
        var place = heap.count - 1
        while place > 0 {
            let above = (place - 1) / 2
            guard heap[place].isBefore(heap[above]) else { break }
            heap.swapAt(place, above)
            place = above
        }
    }

    /// Takes the next event out.
    mutating func pop() -> (at: Int64, run: () throws -> Void)? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return (first.at, first.run)
    }

    private mutating func sink() {
        var place = 0
        while true {
            var least = place
            for below in [place * 2 + 1, place * 2 + 2] where below < heap.count && heap[below].isBefore(heap[least]) {
                least = below
            }
            guard least != place else { return }
            heap.swapAt(place, least)
            place = least
        }
    }
}
