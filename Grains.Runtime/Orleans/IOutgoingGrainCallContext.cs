namespace Orleans;

/// <summary>One call on its way out of a caller.</summary>
public interface IOutgoingGrainCallContext : IGrainCallContext
{
    /// <summary>The calling activation, or null when the call comes from outside the grains.</summary>
    IGrainContext? SourceContext { get; }
}
