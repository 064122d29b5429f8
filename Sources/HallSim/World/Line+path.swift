import HallNode
import Sync

extension Line {
    /// Asks the halls above for the path to this one, as a daemon does whose superior does not answer, is a stranger or
    /// says no.
    func askFurtherUp() {
        world.after(random.within(latency) * 2) { [unowned self] in
            guard !isCut, let hall = child.process?.hall else { return }
            let key = hall.diallingIdentity.key.publicKey.id.bytes
            for target in (try? PathQuestion.targets(hall, withSuperior: true)) ?? [] {
                guard let machine = world.machine(at: target.url), let other = machine.process?.hall,
                    target.keys.isEmpty || target.keys.contains(other.identity.key.publicKey.id.bytes),
                    case .success(.reply(200, let bytes))? = world.act(
                        at: machine, { try $0.service.answered(path: "/link/path", peerKey: key, body: []) })
                else { continue }
                world.reached.count(.askedAbove)
                _ = world.act(at: child) { try PathQuestion.take(bytes, from: target, at: $0.hall) }
                // The superior speaks for itself; only one above it can say that it is the superior no more.
                if !target.keys.isEmpty { return }
            }
        }
    }
}
