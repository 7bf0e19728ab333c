namespace MetalOrleans.NetAgent.Options;

/// <summary>Options to run with, or the sentence that says what to correct.</summary>
internal sealed record AgentOptionsResult
{
    private AgentOptionsResult(AgentOptions? options, string? refusal)
    {
        Options = options;
        Refusal = refusal;
    }

    /// <summary>The options; null when they were refused.</summary>
    public AgentOptions? Options { get; }

    /// <summary>Which flag is wrong, and the remedy; null when they were accepted.</summary>
    public string? Refusal { get; }

    /// <summary>Good options.</summary>
    public static AgentOptionsResult Accepted(AgentOptions options) => new(options, refusal: null);

    /// <summary>Bad options.</summary>
    public static AgentOptionsResult Refused(string refusal) => new(options: null, refusal);
}
