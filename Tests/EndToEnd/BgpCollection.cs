namespace MetalOrleans.Tests.EndToEnd;

/// <summary>One cluster with two routers for all tests of the whole over BGP; each has a pool and addresses of its own.</summary>
[CollectionDefinition("EndToEndBgp")]
public sealed class BgpCollection : ICollectionFixture<BgpClusterFixture>;
