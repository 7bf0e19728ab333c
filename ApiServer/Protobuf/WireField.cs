namespace MetalOrleans.ApiServer.Protobuf;

/// <summary>One field of a message that kubectl sends.</summary>
/// <param name="Name">The field's name in JSON.</param>
/// <param name="Form">What its octets mean.</param>
/// <param name="Place">Where its values stand.</param>
/// <param name="Fields">A message's own fields, by number; null for everything else.</param>
/// <param name="KeepsZero">A zero was asked for: the field is sent only then. Of others Go sends the zeros that nobody asked for.</param>
internal sealed record WireField(
    string Name, WireForm Form, WirePlace Place, IReadOnlyDictionary<int, WireField>? Fields = null, bool KeepsZero = false);
