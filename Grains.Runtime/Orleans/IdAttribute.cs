namespace Orleans;

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class IdAttribute(uint id) : Attribute
{
    public uint Id { get; } = id;
}
