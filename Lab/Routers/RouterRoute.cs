using System.Collections.Immutable;

namespace MetalOrleans.Lab.Routers;

/// <summary>One route as a router has it from one neighbour. Texts are as the fields usually write them.</summary>
public sealed record RouterRoute(string Prefix)
{
    public string NextHop { get; init; } = "";

    /// <summary>The autonomous systems of the path.</summary>
    public ImmutableArray<uint> AsPath { get; init; } = [];

    /// <summary><c>IGP</c>, <c>EGP</c> or <c>incomplete</c>.</summary>
    public string Origin { get; init; } = "";

    public uint? LocalPreference { get; init; }

    public uint? Med { get; init; }

    /// <summary><c>65000:1</c>, in the router's order.</summary>
    public ImmutableArray<string> Communities { get; init; } = [];

    /// <summary><c>65000:1:2</c>.</summary>
    public ImmutableArray<string> LargeCommunities { get; init; } = [];
}
