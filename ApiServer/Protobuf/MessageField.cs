namespace MetalOrleans.ApiServer.Protobuf;

/// <summary>One field of a Kubernetes protobuf message.</summary>
/// <param name="Name">The field's name in JSON.</param>
/// <param name="Type">A scalar, or the message as <c>package.Message</c>.</param>
/// <param name="Shape">One value, a list or a map by string.</param>
/// <param name="KeepsZero">A zero on the wire was set on purpose; without this, Go sends zeros of fields nobody set.</param>
/// <param name="IsInline">The message's fields stand in the outer JSON object.</param>
internal sealed record MessageField(string Name, string Type, MessageFieldShape Shape, bool KeepsZero, bool IsInline)
{
    public bool IsMessage => Type.Contains('.', StringComparison.Ordinal);
}
