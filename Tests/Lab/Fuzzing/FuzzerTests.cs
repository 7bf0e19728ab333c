using System.Collections.Immutable;
using MetalOrleans.Lab.Fuzzing;

namespace MetalOrleans.Tests.Lab.Fuzzing;

public sealed class FuzzerTests
{
    private const ulong Seed = 20_261_121;

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    // Invariant 5, in short; `make fuzz` runs it at length and with new seeds.
    [Theory]
    [Trait("Invariant", "5")]
    [MemberData(nameof(Targets))]
    public void A_parser_bears_whatever_a_peer_sends(string name)
    {
        var target = FuzzTargets.All.Single(candidate => candidate.Name == name);

        var result = Fuzzer.Run(target, Seed, first: 0, count: 200_000);

        Assert.True(result.Finding is null, result.Finding?.ToString());
        Assert.True(result.Understood > 1_000, $"Only {result.Understood} inputs were valid: the samples or the repair are wrong.");
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_samples_are_valid(string name)
    {
        var target = FuzzTargets.All.Single(candidate => candidate.Name == name);

        Assert.All(target.Samples, sample => Assert.True(target.Parse(sample)));
    }

    // A fuzzer that finds nothing proves nothing.
    [Fact]
    public void A_parser_that_reads_past_the_end_is_found_and_the_case_met_again()
    {
        var found = Fuzzer.Run(new CarelessTarget(), Seed, first: 0, count: 200_000).Finding;

        Assert.NotNull(found);
        Assert.IsType<IndexOutOfRangeException>(found.Failure);
        var again = Fuzzer.Run(new CarelessTarget(), found.Seed, found.Case, count: 1).Finding;
        Assert.Equal(found.Input, again!.Input);
    }

    // Reads the octet that a length octet points at.
    private sealed class CarelessTarget : IFuzzTarget
    {
        public string Name => "careless";

        public ImmutableArray<byte[]> Samples { get; } = [[4, 0, 0, 0, 1]];

        public void Repair(Span<byte> input)
        {
        }

        public bool Parse(ReadOnlySpan<byte> input) => input.Length > 0 && input[input[0]] == 1;
    }
}
