using System.Collections.Immutable;

namespace MetalOrleans.Domain.Configuration;

/// <summary>One configuration object that was not accepted: only this object is left out (invariant 6).</summary>
/// <param name="Kind">The object's kind, such as <c>IPAddressPool</c>.</param>
/// <param name="Name">The object's name.</param>
/// <param name="Field">The field at fault, as a path such as <c>spec.addresses[1]</c>.</param>
/// <param name="Message">What is wrong, in MetalLB's words where MetalLB has any; some of its texts have two lines.</param>
/// <param name="Remedy">What to do about it, in one sentence.</param>
public sealed record ConfigurationRefusal(string Kind, string Name, string Field, string Message, string Remedy)
{
    /// <summary>Why, for programs; default <see cref="ConfigurationRefusalReason.Invalid"/>.</summary>
    public ConfigurationRefusalReason Reason { get; init; }

    /// <summary>
    /// The nodes on which the object is left out; null, the default, means everywhere. Peers and BGP advertisements concern
    /// only the nodes that they select, and some of their faults only some of those (C-157, W-123).
    /// </summary>
    public ImmutableSortedSet<string>? Nodes { get; init; }

    /// <summary>Whether the object is left out on the node.</summary>
    public bool Concerns(string node) => Nodes?.Contains(node) != false;

    /// <summary>Whether the other refusal says the same of the same object.</summary>
    public bool Equals(ConfigurationRefusal? other) =>
        other is not null
        && string.Equals(Kind, other.Kind, StringComparison.Ordinal)
        && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && string.Equals(Field, other.Field, StringComparison.Ordinal)
        && string.Equals(Message, other.Message, StringComparison.Ordinal)
        && string.Equals(Remedy, other.Remedy, StringComparison.Ordinal)
        && Reason == other.Reason
        && Contents.SameOrNull(Nodes, other.Nodes);

    /// <summary>The hash of object, field and message.</summary>
    public override int GetHashCode() => HashCode.Combine(Kind, Name, Field, Message);

    /// <summary>The refusal in one line.</summary>
    public override string ToString() =>
        $"{Kind} {Name}: {Field}: {Message.Replace("\n", "; ", StringComparison.Ordinal)}. {Remedy}";
}
