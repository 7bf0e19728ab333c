using System.Collections.Immutable;

namespace MetalOrleans.Lab.Chaos;

/// <summary>What will happen, drawn from a seed: the same seed draws the same plan.</summary>
public static class ChaosPlan
{
    /// <summary>A day: more than any lease, token or certificate check may take a wrong clock for.</summary>
    private const int ClockStepMax = 24 * 3600;

    private static readonly TimeSpan LengthMax = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RestMax = TimeSpan.FromSeconds(2);

    /// <summary>Longer than the second after which programs see a jump.</summary>
    private static readonly TimeSpan ClockStepMin = TimeSpan.FromSeconds(1.5);

    /// <summary>Longer than the 6 s for which a silo that was started anew waits for agents.</summary>
    private static readonly TimeSpan SiloRest = TimeSpan.FromSeconds(8);

    /// <summary>Draws faults until their times fill the duration.</summary>
    /// <param name="seed">Where the drawing starts.</param>
    /// <param name="duration">At least one fault is drawn, however short it is.</param>
    /// <param name="nodeCount">How many nodes there are.</param>
    /// <param name="faults">What may happen.</param>
    /// <param name="atOnce">How many faults there may be at a time; with more than one, the next follows after its pause.</param>
    public static ImmutableArray<ChaosStep> Draw(
        int seed, TimeSpan duration, int nodeCount, IReadOnlyList<ChaosFault> faults, int atOnce = 1)
    {
        ArgumentNullException.ThrowIfNull(faults);
        ArgumentOutOfRangeException.ThrowIfZero(faults.Count, nameof(faults));

        var random = new Random(seed);
        var steps = ImmutableArray.CreateBuilder<ChaosStep>();
        for (var length = TimeSpan.Zero; length < duration || steps.Count == 0; length += atOnce == 1 ? steps[^1].Length + steps[^1].Rest : PauseOf(steps[^1]))
        {
            steps.Add(DrawStep(random, nodeCount, faults));
        }

        return steps.ToImmutable();
    }

    /// <summary>From the begin of a step to that of the next, where several are under way.</summary>
    public static TimeSpan PauseOf(ChaosStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.Rest < RestMax ? step.Rest : RestMax;
    }

    private static ChaosStep DrawStep(Random random, int nodeCount, IReadOnlyList<ChaosFault> faults)
    {
        var fault = faults[random.Next(faults.Count)];
        var node = random.Next(nodeCount);
        var length = TimeSpan.FromMilliseconds(random.Next(50, (int)LengthMax.TotalMilliseconds));
        var rest = TimeSpan.FromMilliseconds(random.Next(500, (int)RestMax.TotalMilliseconds));
        var clockStep = random.Next(1, ClockStepMax) * (random.Next(2) == 0 ? 1 : -1);
        return new ChaosStep(
            fault,
            node,
            fault == ChaosFault.StepClock ? length + ClockStepMin : length,
            fault == ChaosFault.KillSilo ? SiloRest : rest,
            fault == ChaosFault.StepClock ? clockStep : 0);
    }
}
