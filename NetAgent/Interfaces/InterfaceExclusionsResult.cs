namespace MetalOrleans.NetAgent.Interfaces;

/// <summary>Exclusions to work with, or the sentence that says what is wrong with their file.</summary>
internal sealed record InterfaceExclusionsResult
{
    private InterfaceExclusionsResult(InterfaceExclusions? exclusions, string? refusal)
    {
        Exclusions = exclusions;
        Refusal = refusal;
    }

    /// <summary>The exclusions; null when the file was refused.</summary>
    public InterfaceExclusions? Exclusions { get; }

    /// <summary>File, line and remedy; null when the file was accepted.</summary>
    public string? Refusal { get; }

    /// <summary>A good file, or none.</summary>
    public static InterfaceExclusionsResult Accepted(InterfaceExclusions exclusions) => new(exclusions, refusal: null);

    /// <summary>A bad file.</summary>
    public static InterfaceExclusionsResult Refused(string refusal) => new(exclusions: null, refusal);
}
