using System.Globalization;

namespace MetalOrleans.Lab.Fuzzing;

/// <summary>An input that a parser does not bear.</summary>
/// <param name="Target">The parser.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Case">Which case of the run, from 0.</param>
/// <param name="Input">The input.</param>
/// <param name="Failure">What happened.</param>
public sealed record FuzzFinding(string Target, ulong Seed, long Case, byte[] Input, Exception Failure)
{
    /// <summary>What to put into a test as a named vector, and how to meet it again.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Target}: seed {Seed}, case {Case}, input {Convert.ToHexStringLower(Input)}\n{Failure}");
}
