/// The tables that the program brings along, as text. The other files of this folder extend it; `make data` writes them.
enum BuiltInData {}
