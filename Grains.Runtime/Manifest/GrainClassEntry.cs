using System.Collections.Immutable;

namespace MetalOrleans.Grains.Runtime.Manifest;

/// <summary>A grain class as generated code describes it.</summary>
/// <param name="Class">The class.</param>
/// <param name="Interfaces">The grain interfaces it implements.</param>
/// <param name="Dependencies">The services its constructor takes.</param>
/// <param name="Make">Calls its constructor; null when that is left to the container.</param>
internal sealed record GrainClassEntry(
    Type Class,
    ImmutableArray<Type> Interfaces,
    ImmutableArray<Type> Dependencies,
    Func<IServiceProvider, IGrainContext, object>? Make);
