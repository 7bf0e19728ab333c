namespace Orleans;

/// <summary>Stands in for Orleans' attribute of this name.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
internal sealed class IdAttribute(uint id) : Attribute
{
    public uint Id { get; } = id;
}
