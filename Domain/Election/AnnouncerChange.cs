namespace MetalOrleans.Domain.Election;

/// <summary>Why the announcer of an address changed. The name is the log field.</summary>
public enum AnnouncerChange
{
    /// <summary>Nobody announced it, now somebody does.</summary>
    Elected,

    /// <summary>The announcer is no candidate any more: its agent is gone, or the node or the configuration changed.</summary>
    AnnouncerLost,

    /// <summary>The announcer lost the link that the address was announced on.</summary>
    LinkLost,

    /// <summary>The announcer does not answer for what it announces (self-probe).</summary>
    AnnouncerDeaf,

    /// <summary>The announcer's node is being drained.</summary>
    Drained,

    /// <summary>The announcer could go on, and another node is better: by preference, by hash, or to even out.</summary>
    BetterNode,

    /// <summary>The announcer is the same, and announces on other interfaces.</summary>
    InterfacesChanged,

    /// <summary>Nobody may announce any more; the refusal says why.</summary>
    Refused,
}
