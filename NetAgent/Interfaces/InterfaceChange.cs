namespace MetalOrleans.NetAgent.Interfaces;

/// <summary>One interface before and after a change.</summary>
/// <param name="Before">Null when it is new.</param>
/// <param name="After">Null when it is gone.</param>
internal sealed record InterfaceChange(JudgedInterface? Before, JudgedInterface? After)
{
    /// <summary>
    /// Whether a protocol's socket that was opened for the interface as it was is right for it as it is: same name, same
    /// link-layer address, used by the protocol before and after.
    /// </summary>
    public bool KeepsSocket(Func<JudgedInterface, InterfaceVerdict> verdictOn) =>
        Before is not null && After is not null
        && verdictOn(Before) == InterfaceVerdict.Qualifies && verdictOn(After) == InterfaceVerdict.Qualifies
        && Before.Link.Mac == After.Link.Mac
        && string.Equals(Before.Link.Name, After.Link.Name, StringComparison.Ordinal);
}
