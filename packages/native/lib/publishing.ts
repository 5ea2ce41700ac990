/** What the scripts of this repository use to publish the carrier packages and to set up; no part of what this package offers to others. */
export { allCarriers, carrierFolder, carrierIndex, carrierManifest } from './carriers.js'
export { fillCarrier } from './fill-carrier.js'
export { sourceHere } from './libraries.js'
