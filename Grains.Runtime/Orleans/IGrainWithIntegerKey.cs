namespace Orleans;

/// <summary>Marks a grain interface whose grains are named by a 64-bit integer.</summary>
public interface IGrainWithIntegerKey : IGrain;
