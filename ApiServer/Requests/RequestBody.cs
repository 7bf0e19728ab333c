using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;
using MetalOrleans.ApiServer.Protobuf;
using Microsoft.AspNetCore.Http;
using YamlDotNet.Core;

namespace MetalOrleans.ApiServer.Requests;

/// <summary>Reads request bodies: JSON or YAML.</summary>
internal static class RequestBody
{
    // kube-apiserver's limit for a request body.
    public const int MaxLength = 3 * 1024 * 1024;

    public static string MediaType(HttpRequest request)
    {
        var text = request.ContentType ?? "";
        var end = text.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).Trim();
    }

    public static async Task<JsonObject> ReadObjectAsync(HttpRequest request)
    {
        var type = MediaType(request);
        if (type == ProtobufObject.MediaType)
        {
            return ParseProtobuf(await ReadAsync(request));
        }

        if (type is not ("" or "application/json" or "application/yaml" or "application/x-yaml" or "text/yaml" or "application/x-www-form-urlencoded"))
        {
            throw Failures.UnsupportedMediaType("application/json", "application/yaml", ProtobufObject.MediaType);
        }

        var body = await ReadAsync(request);
        return Parse(body, type.EndsWith("yaml", StringComparison.Ordinal)) as JsonObject
            ?? throw Failures.BadRequest("the body of the request must be one JSON or YAML object");
    }

    public static JsonObject ParseProtobuf(byte[] body)
    {
        try
        {
            return ProtobufObject.Read(body);
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            throw Failures.BadRequest($"the object provided is unrecognized: {error.Message}");
        }
    }

    public static JsonNode? Parse(byte[] body, bool isYaml)
    {
        try
        {
            return isYaml && !LooksLikeJson(body)
                ? YamlText.ReadAll(Encoding.UTF8.GetString(body)).FirstOrDefault()
                : JsonNode.Parse(body);
        }
        catch (Exception error) when (error is JsonException or YamlException)
        {
            throw Failures.BadRequest($"the object provided is unrecognized: {error.Message}");
        }
    }

    public static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        using var buffer = new MemoryStream((int)Math.Clamp(request.ContentLength ?? 1024, 16, MaxLength));
        var chunk = System.Buffers.ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted)) > 0)
            {
                if (buffer.Length + read > MaxLength)
                {
                    throw new ApiFailure(413, "RequestEntityTooLarge", $"Request entity too large: limit is {MaxLength}");
                }

                buffer.Write(chunk, 0, read);
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(chunk);
        }

        return buffer.ToArray();
    }

    private static bool LooksLikeJson(byte[] body)
    {
        var text = body.AsSpan().TrimStart(" \t\r\n"u8);
        return !text.IsEmpty && text[0] is (byte)'{' or (byte)'[';
    }
}
