using MetalOrleans.ApiServer.Errors;

namespace MetalOrleans.ApiServer.Requests;

/// <summary>The first media type of an Accept header that the server can answer with.</summary>
internal sealed record AcceptedMedia(Rendering Rendering, bool IsYaml)
{
    private static readonly AcceptedMedia Json = new(Rendering.Object, false);

    public static AcceptedMedia Negotiate(string? accept)
    {
        if (string.IsNullOrWhiteSpace(accept))
        {
            return Json;
        }

        foreach (var offer in accept.Split(','))
        {
            var parts = offer.Split(';', StringSplitOptions.TrimEntries);
            var isYaml = parts[0] is "application/yaml" or "application/x-yaml" or "text/yaml";
            if (!isYaml && parts[0] is not ("application/json" or "*/*" or "application/*"))
            {
                continue;
            }

            var shape = Parameter(parts, "as");
            if (shape.Length == 0)
            {
                return isYaml ? new AcceptedMedia(Rendering.Object, true) : Json;
            }

            if (Parameter(parts, "g") != "meta.k8s.io" || Parameter(parts, "v") != "v1")
            {
                continue;
            }

            switch (shape)
            {
                case "Table":
                    return new AcceptedMedia(Rendering.Table, isYaml);
                case "PartialObjectMetadata" or "PartialObjectMetadataList":
                    return new AcceptedMedia(Rendering.PartialObject, isYaml);
                default:
                    continue;
            }
        }

        throw Failures.NotAcceptable();
    }

    private static string Parameter(string[] parts, string name) =>
        parts.Skip(1).Select(part => part.Split('=', 2)).FirstOrDefault(pair => pair.Length == 2 && pair[0] == name)?[1] ?? "";
}
