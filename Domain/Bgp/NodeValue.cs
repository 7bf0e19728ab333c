namespace MetalOrleans.Domain.Bgp;

/// <summary>A value that a peer takes from each node that holds a session with it: one BGPPeer for many racks.</summary>
/// <param name="Kind">Where it is.</param>
/// <param name="Key">The label or annotation; empty for a gateway.</param>
public sealed record NodeValue(NodeValueKind Kind, string Key)
{
    // Others say what changes all the time, such as heartbeats: they would be changes of the node (W-101).
    private const string AnnotationPrefix = "metalorleans.io/";
    private const string LabelMark = "label:";
    private const string AnnotationMark = "annotation:";

    /// <summary>
    /// Reads <c>label:KEY</c>, <c>annotation:metalorleans.io/NAME</c>, <c>default-gateway</c> or <c>default-gateway-ipv6</c>.
    /// </summary>
    /// <returns>The value's place; null for any other text.</returns>
    public static NodeValue? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text switch
        {
            "default-gateway" => new NodeValue(NodeValueKind.DefaultGatewayIPv4, ""),
            "default-gateway-ipv6" => new NodeValue(NodeValueKind.DefaultGatewayIPv6, ""),
            _ when text.StartsWith(LabelMark, StringComparison.Ordinal) && text.Length > LabelMark.Length =>
                new NodeValue(NodeValueKind.Label, text[LabelMark.Length..]),
            _ when text.StartsWith(AnnotationMark + AnnotationPrefix, StringComparison.Ordinal) =>
                new NodeValue(NodeValueKind.Annotation, text[AnnotationMark.Length..]),
            _ => null,
        };
    }

    /// <summary>As it is written.</summary>
    public override string ToString() => Kind switch
    {
        NodeValueKind.Label => LabelMark + Key,
        NodeValueKind.Annotation => AnnotationMark + Key,
        NodeValueKind.DefaultGatewayIPv4 => "default-gateway",
        _ => "default-gateway-ipv6",
    };
}
