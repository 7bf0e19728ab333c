namespace MetalOrleans.NetAgent.Link;

/// <summary>Pauses between attempts: each bound twice the one before, drawn evenly so that agents do not come in step.</summary>
internal sealed class BackOff(LinkOptions options, Random random)
{
    // 100 ms doubled six times is above the longest pause.
    private const int DoublingsMax = 6;

    private int _attempts;

    /// <summary>The pause before the next attempt.</summary>
    public TimeSpan Next()
    {
        var bound = options.BackOffMin * (2 << Math.Min(_attempts, DoublingsMax));
        _attempts++;
        bound = bound < options.BackOffMax ? bound : options.BackOffMax;
        return options.BackOffMin + ((bound - options.BackOffMin) * random.NextDouble());
    }

    /// <summary>A session was established: the next failure starts from the shortest pause.</summary>
    public void Reset() => _attempts = 0;
}
