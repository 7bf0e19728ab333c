using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Bgp;

namespace MetalOrleans.Domain.Configuration;

/// <summary>Judges the annotations of a BGPPeer that say what its fields have no words for.</summary>
internal static class PeerAnnotationReview
{
    /// <summary>Reads <c>true</c> or <c>false</c>.</summary>
    public static bool ReadSwitch(this ObjectReview review, string annotation, string? text)
    {
        if (text is not (null or "true" or "false"))
        {
            review.Refuse($"metadata.annotations[{annotation}]", $"invalid value {QuotedText.Of(text)}", "Use true or false.");
        }

        return text == "true";
    }

    /// <summary>Reads where on a node a value is found.</summary>
    /// <param name="review">Takes what is wrong.</param>
    /// <param name="annotation">The annotation.</param>
    /// <param name="text">Its value; null when it is left out.</param>
    /// <param name="isNumber">Whether the value is a number, which no gateway is.</param>
    public static NodeValue? ReadPlace(this ObjectReview review, string annotation, string? text, bool isNumber)
    {
        if (text is null)
        {
            return null;
        }

        var place = NodeValue.Parse(text);
        if (place is null || (isNumber && place.Kind is not (NodeValueKind.Label or NodeValueKind.Annotation)))
        {
            review.Refuse(
                $"metadata.annotations[{annotation}]",
                $"{QuotedText.Of(text)} names no place on a node",
                "Use label:KEY or annotation:metalorleans.io/NAME" + (isNumber ? "." : ", default-gateway or default-gateway-ipv6."));
            return null;
        }

        return place;
    }
}
