using System.ComponentModel;

namespace MetalOrleans.Grains.Runtime.Invocation;

/// <summary>What a grain interface says of one method. For generated code only.</summary>
[Flags]
[EditorBrowsable(EditorBrowsableState.Never)]
public enum GrainMethodOptions
{
    None = 0,
    AlwaysInterleave = 1,
    ReadOnly = 2,
    OneWay = 4,

    /// <summary>The last argument is a cancellation token.</summary>
    Cancellable = 8,
}
