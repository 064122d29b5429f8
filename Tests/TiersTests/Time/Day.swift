import Testing

@testable import Tiers

/// A day written as in the tables of the tests.
func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }
