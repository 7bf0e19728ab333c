using System.Collections.Immutable;

namespace MetalOrleans.Lab.Fuzzing;

/// <summary>A parser of what a peer sent, as the fuzzer calls it.</summary>
/// <remarks>
/// To put another parser under test, write a target and add it to <see cref="FuzzTargets.All"/>; the command, the seeds and
/// the short run in the tests are the same for all.
/// </remarks>
public interface IFuzzTarget
{
    /// <summary>What it is called on the command line, in lower case.</summary>
    string Name { get; }

    /// <summary>Valid inputs, which are changed into others.</summary>
    ImmutableArray<byte[]> Samples { get; }

    /// <summary>Makes checksums and the like right, so that a changed input gets past them.</summary>
    void Repair(Span<byte> input);

    /// <summary>Parses an input that ends where readable memory ends, and checks that what was understood holds.</summary>
    /// <returns>Whether the input was understood.</returns>
    /// <exception cref="FuzzFailedException">What was understood does not hold.</exception>
    bool Parse(ReadOnlySpan<byte> input);
}
