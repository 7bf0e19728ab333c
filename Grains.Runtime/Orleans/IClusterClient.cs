namespace Orleans;

/// <summary>The way into the grains for code that is no grain.</summary>
public interface IClusterClient : IGrainFactory
{
    IServiceProvider ServiceProvider { get; }
}
