// swift-tools-version: 6.2
// One section a target with its tests; dependencies sorted, one a line.
import PackageDescription

// `make quick` sets HALL_QUICK: only Tiers and Sync with their tests, no server in the graph.
let quick = Context.environment["HALL_QUICK"] != nil

extension [SwiftSetting] {
    /// The house settings of every target.
    static let house: [SwiftSetting] = [
        .enableUpcomingFeature("ExistentialAny"),  // `any` is written where it costs
        .enableUpcomingFeature("InternalImportsByDefault"),  // what a module re-exposes is said by `public import`
        .enableUpcomingFeature("MemberImportVisibility"),  // a file names what it uses
        .treatAllWarnings(as: .error),
    ]
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let package = Package(
    name: "hallnet",
    products: [
        .library(name: "Sync", targets: ["Sync"]),
        .library(name: "Tiers", targets: ["Tiers"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // MARK: The house rules over all files
        .testTarget(name: "HouseTests", swiftSettings: .house),

        // MARK: What the tests of several modules share
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: .house),

        // MARK: Tiers: the business, pure
        .target(name: "Tiers", path: "Tiers", swiftSettings: .house),
        .testTarget(name: "TiersTests", dependencies: ["TestSupport", "Tiers"], swiftSettings: .house),

        // MARK: Sync: the engine
        .systemLibrary(name: "CZlib"),
        .target(name: "Sync", dependencies: ["CZlib", crypto, grdb, sqlite], path: "Sync", swiftSettings: .house),
        .testTarget(name: "SyncTests", dependencies: ["Sync", "TestSupport", crypto, grdb], swiftSettings: .house),
    ]
)

if !quick {
    package.products.append(.executable(name: "hall", targets: ["hall"]))
    package.dependencies += [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ]
    package.targets += [
        // MARK: HallNode: a running hall
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(
            name: "HallNode",
            dependencies: [
                "CCurl",
                "CMalloc",
                "Sync",
                "Tiers",
                crypto,
                grdb,
                .product(name: "Logging", package: "swift-log"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: .house),
        .testTarget(
            name: "HallNodeTests",
            dependencies: [
                "HallNode", "Sync", "TestSupport", "Tiers", grdb, .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: .house),

        // MARK: HallWeb: the HTTP server
        .target(
            name: "HallWeb",
            dependencies: [
                "HallNode",
                "Sync",
                crypto,
                grdb,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: .house),
        .testTarget(
            name: "HallWebTests",
            dependencies: [
                "HallNode",
                "HallWeb",
                "TestSupport",
                crypto,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: .house),

        // MARK: HallBench: the benchmarks
        .target(
            name: "HallBench",
            dependencies: [
                "HallNode",
                "HallWeb",
                "Sync",
                "Tiers",
                crypto,
                grdb,
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: .house),

        // MARK: HallSim: whole networks in one process
        .target(name: "CSimDisk"),
        .target(
            name: "HallSim", dependencies: ["CSimDisk", "HallNode", "Sync", "Tiers", crypto, grdb],
            swiftSettings: .house),
        .testTarget(name: "HallSimTests", dependencies: ["HallNode", "HallSim", "Tiers"], swiftSettings: .house),

        // MARK: HallFuzz: hostile inputs for every reader
        .target(name: "HallFuzz", dependencies: ["HallNode", "Sync", "Tiers", grdb], swiftSettings: .house),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "HallFuzz",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: .house),
        .testTarget(
            name: "FuzzTests", dependencies: ["HallFuzz", "HallNode", "Sync", "Tiers", grdb], swiftSettings: .house),

        // MARK: hall: the command line
        .executableTarget(
            name: "hall",
            dependencies: [
                "HallBench",
                "HallNode",
                "HallSim",
                "HallWeb",
                "Sync",
                "Tiers",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: .house),
        // Real processes, real TLS, real files: drives the built `hall`.
        .testTarget(
            name: "HallTests",
            dependencies: ["hall", "Sync", "TestSupport", "Tiers", grdb],
            swiftSettings: .house),
    ]
}
