namespace MetalOrleans.Tests.EndToEnd;

/// <summary>One cluster for all tests of the whole; they run one after the other and leave it as they found it.</summary>
[CollectionDefinition("EndToEnd")]
public sealed class EndToEndCollection : ICollectionFixture<ClusterFixture>;
