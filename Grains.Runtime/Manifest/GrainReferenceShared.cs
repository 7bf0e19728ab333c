using System.ComponentModel;
using MetalOrleans.Grains.Runtime.Activations;

namespace MetalOrleans.Grains.Runtime.Manifest;

/// <summary>What all references of one interface to grains of one class have in common. For generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class GrainReferenceShared
{
    internal GrainReferenceShared(GrainRuntime runtime, GrainClass grainClass, Type interfaceType)
    {
        Runtime = runtime;
        Class = grainClass;
        InterfaceType = interfaceType;
    }

    internal GrainRuntime Runtime { get; }

    internal GrainClass Class { get; }

    internal Type InterfaceType { get; }
}
