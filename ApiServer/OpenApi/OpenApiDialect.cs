namespace MetalOrleans.ApiServer.OpenApi;

/// <summary>The two forms of the same description.</summary>
internal enum OpenApiDialect
{
    /// <summary>Swagger 2.0: <c>#/definitions/</c>, a description may stand beside a reference.</summary>
    V2,

    /// <summary>OpenAPI 3.0: <c>#/components/schemas/</c>, beside a description a reference stands in <c>allOf</c>.</summary>
    V3,
}
