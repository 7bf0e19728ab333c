namespace MetalOrleans.Cli.Bundles;

/// <summary>Something that the API server is asked for.</summary>
/// <param name="File">Its name in the bundle.</param>
/// <param name="Path">Its path at the API server.</param>
internal sealed record BundleItem(string File, string Path);
