namespace MetalOrleans.Lab.Oracle;

/// <summary>What the oracle allows. The defaults are the product's promises plus what a busy machine adds to its own clock.</summary>
public sealed record OracleRules
{
    /// <summary>From one gratuitous round to the next; 1100 ms (L-090).</summary>
    public TimeSpan RoundInterval { get; init; } = TimeSpan.FromMilliseconds(1100);

    /// <summary>After an order, how long rounds go on; 5 s (L-090).</summary>
    public TimeSpan RoundWindow { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How far from its beat a round may be; below half an interval, or rounds could not be told apart.</summary>
    public TimeSpan BeatTolerance { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How far apart the frames of one round may be.</summary>
    public TimeSpan RoundSpread { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The shortest pause between slow refreshes after the window.</summary>
    public TimeSpan RefreshIntervalMin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the old announcer may go on after the new one's first gratuitous frame: a hand-over is make-before-break,
    /// and the order to stop follows at once. A draining agent answers on for a second at most.
    /// </summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a node that was stopped or cut off, and is back, may take to learn that it has lost an address.
    /// </summary>
    public TimeSpan Recovery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How late an agent's line may be read after it acted.</summary>
    public TimeSpan LogDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a question may be answered.</summary>
    public TimeSpan AnswerDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest time without an answer while nothing is broken.</summary>
    public TimeSpan QuietGap { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest time without an answer around a fault; 4 missed beats of 100 ms, the hand-over, and room for a busy
    /// machine.
    /// </summary>
    public TimeSpan FaultGap { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often the oracle asks for each address; what it measures is no finer.</summary>
    public TimeSpan AskInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Gratuitous frames of one node within one second; the agent's limit of 10,000 and its burst of 2,000.</summary>
    public int FramesPerSecond { get; init; } = 12_000;
}
