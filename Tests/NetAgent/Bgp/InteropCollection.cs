namespace MetalOrleans.Tests.NetAgent.Bgp;

/// <summary>One lab with all daemons for all tests of interoperation.</summary>
[CollectionDefinition("BgpInterop")]
public sealed class InteropCollection : ICollectionFixture<InteropFixture>;
