/// The bounds of everything that a person or a neighbour can put into a case.
public enum CaseLimits {
    /// Bytes of the facts of one commit (design §2).
    public static let factsBytes = 512
    /// Bytes of a matter's code in the facts.
    public static let matterCodeBytes = 192
    /// Bytes of a reason code in the facts.
    public static let reasonCodeBytes = 16
    /// Stops of the clock in the life of one case: corrections of a returned case and special procedures.
    public static let clockStops = 8
    /// Characters of an opinion, a reason or a note.
    public static let textCharacters = 4_000
    /// Characters of a person's name, a number or another short text.
    public static let nameCharacters = 200
    /// Characters of the name of a material, a result or a correction item; a matter may ask for long ones.
    public static let materialNameCharacters = 1_000
    /// Materials, results or correction items of one command.
    public static let itemsInCommand = 100
    /// Materials that a case holds at one time.
    public static let materialsHeld = 1_000
    /// Paper copies of one material.
    public static let copies = 1...999
    /// Steps of a chain.
    public static let steps = 32
    /// Irregular events that a state keeps; the count goes on beyond.
    public static let irregularKept = 100
    /// Halls that a state remembers as holders; a case wanders through a handful.
    public static let holdersKept = 256
}
