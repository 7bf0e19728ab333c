namespace MetalOrleans.Tests.Agent.Contracts.Metrics;

/// <summary>Tests that see every meter of the process without a scope, those of an agent's too: they run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MetersOfTheProcess
{
    /// <summary>The collection's name.</summary>
    public const string Name = "MetersOfTheProcess";
}
