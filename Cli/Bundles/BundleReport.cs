namespace MetalOrleans.Cli.Bundles;

/// <summary>What became of a bundle.</summary>
/// <param name="Files">The files in it.</param>
/// <param name="Failures">What could not be had; the file <c>errors.txt</c> says why.</param>
internal sealed record BundleReport(int Files, int Failures);
