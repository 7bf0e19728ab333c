namespace MetalOrleans.Lab.Measuring;

/// <summary>A Service was first seen with an address.</summary>
/// <param name="Service">Its name.</param>
/// <param name="Address">The address.</param>
/// <param name="Number">How many Services have been seen with an address by then, this one included.</param>
/// <param name="At">When.</param>
internal sealed record AddressSighting(string Service, string Address, int Number, long At);
