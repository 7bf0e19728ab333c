using System.Text.Json;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;
using MetalOrleans.ApiServer.Storage;

namespace MetalOrleans.ApiServer.Operations;

/// <summary>Where a list goes on: the revision it shows (-1: whatever is current), and the last object it has shown.</summary>
internal sealed record PageToken(long Revision, ObjectKey Last)
{
    public string Encode() => Convert.ToBase64String(Doc.ToUtf8(new JsonObject
    {
        ["v"] = "meta.k8s.io/v1",
        ["rv"] = Revision,
        ["start"] = $"{Last.Namespace}/{Last.Name}",
    }));

    public static PageToken Decode(string text)
    {
        try
        {
            var read = Doc.Parse(Convert.FromBase64String(text));
            var start = (read.Text("start") ?? "").Split('/', 2);
            if (read.Integer("rv") is { } revision && start.Length == 2)
            {
                return new PageToken(revision, new ObjectKey(start[0], start[1]));
            }
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            throw Failures.BadRequest($"continue key is not valid: {error.Message}");
        }

        throw Failures.BadRequest("continue key is not valid: it names no revision and start");
    }
}
