using System.ComponentModel;
using MetalOrleans.Grains.Runtime.Activations;
using MetalOrleans.Grains.Runtime.Manifest;

namespace Orleans.Runtime;

/// <summary>A grain from the outside: calls on it reach the grain's one activation, which is made when there is none.</summary>
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private readonly string _key;
    private Activation? _activation;

    [EditorBrowsable(EditorBrowsableState.Never)]
    protected GrainReference(GrainReferenceShared shared, string key)
    {
        Shared = shared;
        _key = key;
    }

    public GrainId GrainId => new(Shared.Class.Type, IdSpan.Create(_key));

    public GrainInterfaceType InterfaceType => GrainInterfaceType.Create(InterfaceName);

    public string InterfaceName => Shared.InterfaceType.FullName ?? Shared.InterfaceType.Name;

    internal GrainReferenceShared Shared { get; }

    public static bool operator ==(GrainReference? left, GrainReference? right) => Equals(left, right);

    public static bool operator !=(GrainReference? left, GrainReference? right) => !Equals(left, right);

    public bool Equals(GrainReference? other) => other is not null && GrainId.Equals(other.GrainId);

    public override bool Equals(object? obj) => obj is GrainReference other && Equals(other);

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => $"GrainReference:{GrainId}";

    internal GrainReference As(Type interfaceType) =>
        interfaceType.IsInstanceOfType(this) ? this : Shared.Runtime.Reference(interfaceType, Shared.Class, _key);

    /// <summary>The grain's activation: the one used last, unless that has ended.</summary>
    internal Activation Resolve()
    {
        var activation = _activation;
        if (activation is null || activation.IsClosed)
        {
            activation = Shared.Runtime.Catalog.GetOrActivate(Shared.Class, GrainId);
            _activation = activation;
        }

        return activation;
    }
}
